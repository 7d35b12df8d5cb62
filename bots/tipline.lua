-- An anonymous tip line. The newsroom sees codenames. To !status a source is told what the newsroom
-- wrote with `postern contact public-status`; what it wrote with `postern inbox note` no rule sees.
profile { name = "Example Times tip line", about = "Anonymous. Use Tor, UDP off.", network = "relay" }
-- Members of the staff may work from their own clients: staff = { ana = "64 digits of her public key" }
contacts { accept = "everyone", staff = {} }
-- To encrypt tips on arrival: postern key inbox new desk.key >newsroom.pub, and here
-- inbox { seal = { "newsroom.pub" }, keep = "30d" }
inbox { keep = "30d", deadlines = { new = "7d", open = "28d", tell = "desk" } }

-- postern inbox answer CONTACT --reply received --language de
replies {
  received = {
    en = "We have your message and are looking into it. Thank you.",
    de = "Wir haben Ihre Nachricht und gehen ihr nach. Danke.",
  },
  more = {
    en = "Can you tell us more, or send a document?",
    de = "Können Sie uns mehr sagen, oder ein Dokument schicken?",
  },
}

on("contact", function(contact)
  contact:reply("You reached the tip line. Nothing here knows who you are.")
  contact:reply("We call you " .. contact.codename .. ". Write !status to ask what became of your tip.")
end)

command("status", "what became of my tip", function(message)
  if message.arguments ~= "" then return false end
  message:reply(message.contact.public_status or "not read yet")
end)

-- A command of the staff: what others write is a tip, also where it begins with the word.
local function staff_command(name, help, run)
  command(name, help, function(message)
    if not message.contact.staff then return false end
    local codename, rest = message.arguments:match("^(%S*)%s*(.*)$")
    run(message, find_conversation(codename ~= "" and codename or "-"), rest)
  end)
end

local function described(conversation)
  return conversation.contact.codename .. ": " .. conversation:status()
    .. (conversation.starred and ", starred" or "")
    .. (conversation.assignee and ", " .. conversation.assignee or "")
end

local function on_conversation(run)
  return function(message, conversation, rest)
    if not conversation then
      message:reply("Which conversation? Write its codename.")
      return
    end
    run(message, conversation, rest)
    message:reply(described(conversation))
  end
end

staff_command("new", "the newest tips that wait to be taken", function(message)
  local lines = {}
  for _, conversation in ipairs(conversations("new", 10)) do
    lines[#lines + 1] = described(conversation)
  end
  message:reply(#lines > 0 and table.concat(lines, "\n") or "nothing new")
end)

staff_command("take", "take a conversation: !take CODENAME", on_conversation(function(message, conversation)
  conversation:assign(message.contact.staff)
end))

staff_command("done", "close a conversation: !done CODENAME", on_conversation(function(_, conversation)
  conversation:status("closed")
end))

staff_command("star", "give a conversation a star, or take it away", on_conversation(function(_, conversation)
  conversation:star(not conversation.starred)
end))

staff_command("note", "note something: !note CODENAME TEXT", on_conversation(function(_, conversation, text)
  if text ~= "" then conversation:note(text) end
end))

on("message", function(message)
  if message.contact.staff then return end
  message:keep() -- what a source wrote with the request too
  if message.first then
    message:reply("Received and stored. Thank you.")
  end
end)

on("file", function(offer)
  offer:reply("“" .. offer.name .. "” did not reach us: this tip line takes no files yet. Please write what is in it.")
end)
