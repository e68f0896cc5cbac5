@"%~dp0python.exe" -m dockerlint %*
