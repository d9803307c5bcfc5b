"""The engine that asks a server of the OpenAI protocol."""
