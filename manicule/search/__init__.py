"""Search without a server: what the browser looks up, made with the site."""
