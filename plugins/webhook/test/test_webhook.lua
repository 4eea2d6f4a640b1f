-- minehost run plugins/webhook/test/test_webhook.lua
-- What is posted; that it is posted once is in tests/run/test_sinks.sh, with a server.
local t = require "t"
local webhook = mine.use("webhook")

local config = { url = "https://hooks.example.org/x", fields = { "url", "title", "summary" },
  header = "X-Hub-Signature-256", headers = {}, timeout = 20 }
local item = { url = "https://a.example/1", title = "Talks", text = "long", key = "own" }

local options = webhook.request({ { item = item, key = "k 1" } }, config)
t.eq(options, { json = { job = mine.run.job, items = { { key = "k 1",
  url = "https://a.example/1", title = "Talks" } } }, timeout = 20, redirects = 0 })
t.eq(mine.json.encode(webhook.request({}, config).json.items), "[]", "a list also when empty")

config.fields, config.headers = { "*" }, { Authorization = "Bearer x" }
options = webhook.request({ { item = item, key = "k 1" } }, config, "sesame")
t.eq(options.json.items[1], { url = "https://a.example/1", title = "Talks", text = "long",
  key = "k 1" })
t.eq(options.hmac, { secret = "sesame", header = "X-Hub-Signature-256" })
t.eq(options.headers, { Authorization = "Bearer x" })
t.done()
