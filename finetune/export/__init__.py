"""An adapter as a model that other programs run: merged safetensors, GGUF, and an Ollama Modelfile."""
