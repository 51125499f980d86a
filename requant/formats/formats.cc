namespace requant {}
