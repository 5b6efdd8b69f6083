from llama_index.core.llms import LLM

# A function, for the checker sees abstract methods in the class that the library's untyped one does implement.
def OpenAILike(
    *, model: str, api_base: str, api_key: str, timeout: float, max_retries: int, is_chat_model: bool
) -> LLM: ...
