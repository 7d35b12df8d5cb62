-- Sends every message to a webhook, and what the rule knows of it besides.
profile { name = "Forwarder", about = "What you write here goes to our help desk." }
contacts { accept = "everyone" }
webhook "desk" {
  url = secret "WEBHOOK_URL",
  -- Lets the receiver tell who sends: give both sides what `openssl rand -base64 32` prints.
  -- key = secret "WEBHOOK_KEY",
  -- Only for a receiver on this machine or in its network.
  -- allow = "127.0.0.1",
}

on("message", function(message)
  message:keep()
  message:forward("desk", { first = message.first, urgent = message.text:find("urgent") ~= nil })
end)
