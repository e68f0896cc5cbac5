sh node_modules/tool listening
