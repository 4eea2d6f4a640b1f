return {
  api = 1, name = "jsonl", version = "0.1.0", kind = "sink",
  about = "writes items to a file as JSON, one a line",
  config = {
    path = { type = "string", needs = "write", required = true, help = "the file" },
    append = { type = "boolean", default = true,
      help = "add to the file; false replaces it when the run ends" },
  },
}
