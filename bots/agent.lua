-- A personal agent for a few people. A webhook thinks and acts: a script, a model with tools. The owner
-- lets each person in with a code, and nothing is done before the person has confirmed it.
profile { name = "Agent", about = "Ask me, or write !do and what is to be done." }
contacts { accept = "code" }
webhook "agent" {
  url = secret "AGENT_URL",
  -- For a program on this machine; leave it out for one elsewhere.
  allow = "127.0.0.1",
}

local away = "The agent does not answer at the moment. Please try again in a few minutes."

command("help", "this list", help)

command("do", "!do TASK: the agent does it once you have confirmed", function(message)
  local task = message.arguments
  if task == "" then
    return message:reply("Like this: !do restart the printer")
  end
  message.contact:confirm {
    text = "To be done: " .. task, timeout = "5m",
    on_yes = "act", on_no = "leave", data = { task = task },
  }
end)

-- The webhook finds what is to be done in data.extra.task, and only there.
on("confirm", "act", function(confirmation)
  confirmation.message:ask("agent", {
    timeout = "60s", fallback = away, extra = { task = confirmation.data.task },
  })
end)

on("confirm", "leave", function(confirmation)
  local why = confirmation.answer == "no" and "Left undone." or "Left undone: you did not answer."
  confirmation.contact:reply(why .. " (" .. confirmation.data.task .. ")")
end)

on("contact", function(contact)
  contact:reply("You are in. Ask me anything, or write !do and what is to be done.")
end)

on("message", function(message)
  if message.is_request then return end -- it was for the owner
  -- A question that is over: its answer is nothing for the agent.
  local word, code = message.text:lower():match("^%s*[!/]?(%a+)%s+(%d%d%d%d)%s*$")
  if code and (word == "yes" or word == "no") then
    return message:reply("No question with that code is open.")
  end
  message:ask("agent", { timeout = "30s", fallback = away })
end)
