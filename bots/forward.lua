-- Sends every message to a webhook, and what the rule knows of it besides.
profile { name = "Forwarder", about = "What you write here goes to our help desk." }
contacts { accept = "everyone" }
webhook "desk" { url = secret "WEBHOOK_URL" }

on("message", function(message)
  message:keep()
  message:forward("desk", { first = message.first, urgent = message.text:find("urgent") ~= nil })
end)
