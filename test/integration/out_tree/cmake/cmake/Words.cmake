set(MADE_FUNCTION made)
