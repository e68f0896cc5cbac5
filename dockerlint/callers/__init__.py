"""What runs a build: workflows, Compose and Bake files, Makefiles, scripts; what it hands over and how that changes."""
