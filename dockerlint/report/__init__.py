"""Reports: what findings look like to people and to programs.  No report shows the text of a literal secret."""
