"""Numbers and statements of the text of the chapter on which limit binds first."""
