[ ! -f .env ] || . ./.env
echo "a key of ${#API_KEY} characters"
