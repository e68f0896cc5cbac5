echo "$DB_USER has a password of ${#DB_PASSWORD} characters"
