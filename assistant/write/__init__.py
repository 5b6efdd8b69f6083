"""The writers: from evidence to a draft in which every sentence names the units that it rests on."""
