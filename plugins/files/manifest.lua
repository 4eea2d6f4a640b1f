return {
  api = 1, name = "files", version = "0.1.0", kind = "source",
  about = "saved pages in a folder: each .html, .htm or .txt file is an item",
  config = {
    path = { type = "string", needs = "read", required = true,
      help = "the folder, relative to the job's" },
    pattern = { type = "string", default = "*",
      help = "of file names, as in a shell: 2026-*.html" },
    recursive = { type = "boolean", default = true, help = "also the folders inside" },
  },
}
