"""Images made to do harm: whatever they hold, a scan ends soon, in little memory, and says what it could not see."""
