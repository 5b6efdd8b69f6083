"""Who gets in: a shared token, a trusted proxy's word, or OpenID Connect; nothing is kept about who it was."""
