"""The library as LangChain has it."""
