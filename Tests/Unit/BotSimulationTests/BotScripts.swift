/// The bots of the scenes.
enum BotScripts {
  static let echo = """
    contacts { accept = "everyone" }
    messages { join = false }
    on("message", function(message)
      if message.is_request then return end
      message:keep()
      message:reply("re " .. message.text)
    end)
    """

  static let forward = """
    contacts { accept = "everyone" }
    messages { join = false }
    webhook "desk" { url = secret "WEBHOOK_URL" }
    on("message", function(message)
      if message.is_request then return end
      message:keep()
      message:forward("desk", { first = message.first })
    end)
    """

  static let desk = """
    contacts { accept = "everyone" }
    messages { join = false }
    webhook "desk" { url = secret "WEBHOOK_URL" }
    on("message", function(message)
      if message.is_request then return end
      message:keep()
      message:forward("desk")
      message:reply("re " .. message.text)
    end)
    """

  static let limited = """
    contacts { accept = "everyone" }
    messages { join = false }
    limits { contact_messages_per_hour = 20 }
    on("message", function(message)
      if not message.is_request then message:keep() end
    end)
    """

  static let schedules = """
    contacts { accept = "everyone" }
    local function count(name) store.set(name, (store.get(name) or 0) + 1) end
    every("1h", function() count("hourly") end)
    every("06:00,18:30", function(time)
      count("daily")
      after("30m", "later", time)
    end, { zone = "Europe/Berlin" })
    on("timer", "later", function(timer) store.set("later", timer.data) end)
    """

  static let news = """
    contacts { accept = "everyone" }
    on("contact", function(contact) contact:label("all") end)
    on("confirm", "tell", function()
      for number = 1, 10 do broadcast("all", "news " .. number) end
    end)
    on("message", function(message)
      if message.text ~= "tell" then return end
      message.contact:confirm { text = "{code}", on_yes = "tell" }
    end)
    """

  static let clock = """
    contacts { accept = "everyone" }
    on("message", function(message)
      if message.text == "start" then timer("hour", 3600, "1", message.contact) end
    end)
    on("timer", function(stroke)
      stroke.contact:reply("hour " .. stroke.payload)
      local next = tonumber(stroke.payload) + 1
      if next <= 24 then timer("hour", 3600, tostring(next), stroke.contact) end
    end)
    """
}
