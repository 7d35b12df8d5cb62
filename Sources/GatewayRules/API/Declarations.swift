import GatewayCore

extension RuleAPI {
  static let declarations = HostTable<RuleSession>(
    title: "Declarations",
    about: """
      They stand at the top of the file and describe the bot. An option that does not exist, or a \
      value that does not fit, is refused with its line when the file is loaded.
      """,
    place: .globals,
    functions: [
      declaration(
        "profile",
        signature: #"profile { name = "…", about = "…", avatar = "logo.png", network = "direct" }"#,
        help: """
          What contacts see: a name of at most 128 bytes and a status message of at most 1007, each \
          one line without control characters and marks of direction (with a warning). `status` is \
          "online" (as without it), "away" or "busy". `avatar` names a PNG of at most 64 KiB beside the \
          bot's file, which is read with it; clients fetch it when they see the bot online and do not \
          have it yet. \
          `network` is "direct", "relay" or "tor"; where the command line says another one, the stricter \
          (later) of both is kept. `relays = { "HOST:PORT:KEY", … }` names TCP relays and `nodes` the DHT \
          nodes to join through, for all commands that open the bot's home; `--relay` and `--bootstrap` \
          replace them. A change of either is used from the next start on.
          """, declareProfile),
      declaration(
        "contacts",
        signature: #"contacts { accept = "everyone", forget_unseen = "48h", forget = "90d" }"#,
        help: """
          Which people may write: "everyone" accepts each request at once, "ask" leaves requests to \
          `on("request", …)` and the owner, "nobody" drops them, and "phrase" accepts those that hold \
          `phrase = "…"`, in any case and with any white space between its words, and drops the others. \
          With "code" a request gets a code of six letters and the owner approves it: `postern contact \
          accept CODE`. The code stands in the event `contact_request` and in `postern contact list`, is \
          written to the contact with the key `owner = "…"`, and `contact.request_code` has it for \
          `on("request", …)`; the stranger is told nothing. It holds for an hour, then the request is \
          forgotten; \(RequestCode.waitingMax) wait at a time, the oldest making way. Without it: "ask". A contact that was accepted without the owner and not online after \
          `forget_unseen` ("48h"; "never") is forgotten, and may ask again; of more than 10,000 such \
          contacts, or where there are as many contacts as a bot can have (200,000), the oldest make way \
          before that. \
          A contact that was not seen for the time of `forget` is forgotten as by `contact:remove()`, \
          unless online or blocked; this is checked each hour ("never", as without it). \
          `staff = { ana = "KEY" }` names contacts that are members of the staff, by their public keys: \
          `contact.staff` is the name, and what they do with `conversation` stands under it in notes and \
          in the audit log.
          """, declareContacts),
      declaration(
        "line", signature: #"line { open = false, closed_text = "…" }"#, help: lineHelp, declareLine
      ),
      declaration(
        "inbox", signature: #"inbox { seal = { "newsroom.pub" }, keep = "30d" }"#,
        help: inboxHelp, declareInbox),
      declaration(
        "replies", signature: #"replies { received = { en = "…", de = "…" } }"#, help: repliesHelp,
        declareReplies),
      declaration(
        "limits", signature: #"limits { contact_messages_per_hour = 2000, stored_bytes = "4GiB" }"#,
        help: limitHelp,
        declareLimits),
      declaration(
        "messages", signature: "messages { join = true }",
        help: """
          Clients cut a text of more than about 1,300 bytes into several messages. With `join` (as without \
          it) those are one again, of up to 64 KiB: a message of 1,200 to 1,372 bytes waits up to 2 seconds \
          for the next one, and is acknowledged after that. Parts of other sizes, and those that a client \
          with `message.sent_at` sends, stay apart. With false each message comes as it is: for bots to \
          which programs write.
          """, declareMessages),
      declaration(
        "files", signature: #"files { accept = "ask", max = "50MB", types = { "image/*" } }"#,
        help: fileHelp, declareFiles),
      declaration(
        "webhook",
        signature: #"webhook "name" { url = "https://…", key = secret "…", send = "full" }"#,
        help: """
          A target for `message:forward`, with https:// or http://, or by mail (smtps://, smtp://) or MQTT \
          (mqtts://, mqtt://). `key` signs each delivery as \
          Standard Webhooks has it: the Base64 of 24 to 64 bytes, with or without `whsec_` before it, or a \
          key of Ed25519, `whsk_…`. `key = { new = …, old = …, old_until = "2026-12-31" }` signs with both until \
          then. \
          `timeout` is how long an attempt may take ("30s" without it; "1s" to "5m"). `ca = "file.pem"` \
          names the authority of the receiver's certificate, beside the bot's file and read with it; no \
          other is taken then. `cert` and `cert_key` name the bot's own certificate and its key. It goes \
          to public addresses alone, and to those that `allow` names: "127.0.0.1", "10.1.0.0/16", \
          "localhost", or a list. `format` says how events are written for the receiver: "json", as \
          without it, "slack", "mattermost", "rocketchat", "discord", "matrix", "ntfy", "telegram", \
          "gotify", "teams", "apprise", "template", "cloudevents", "mail" or "mqtt", each with settings of its own: \
          [Formats](../../Gateway/Gateway.docc/Formats.md). `send` says how much it is sent: "full", as without it; \
          "sealed", the same encrypted to `seal`, the receiver's key; "message", without what \
          the contact says of itself and the rule adds; "thin", the ids alone; "notice", neither content \
          nor identity, and the hour instead of the time. `contact` says what contacts are called there: \
          "pseudonym", an id that no other webhook has for them, as without it with "message" and \
          "thin"; "codename", that too; "key", the public key too. `files = "8MB"` sends whole files of at \
          most that size along with `file:forward`. So that a notice's own time \
          does not tell when the contact wrote, it leaves at a random moment between `delay` (without it \
          "5m"; "0s" for at once) and twice that, and stands for all messages that came until then. \
          Or it leaves at fixed times, `every = "6h"` (at multiples of it in UTC): where `least` things or \
          more came, or with `always = true` at each time, whether or not anything came. `count = 10` \
          tells how much, rounded up to tens, in four digits. \
          `order`, `concurrency`, `rate`, `expires`, `backlog`, `backlog_age`, `keep` and `or_else` say \
          in which order, how fast and for how long it is sent to, and what is told of an outage. \
          What is sent and when it is tried again: [Webhooks](../../Gateway/Gateway.docc/Webhooks.md).
          """, nameWebhook),
      declaration(
        "api", signature: #"api { listen = "127.0.0.1:8080" }"#, help: apiHelp, declareAPI),
      declaration(
        "secret", signature: #"secret "NAME""#,
        help: """
          A value for `url` and `key`: the environment variable NAME, or where it is empty or not set \
          the content of the file that NAME_FILE names, without blanks, line ends and a byte order mark \
          around it. A rule can pass it on but never read it; a missing one, and one of several lines or \
          in quotes, is reported when the file is loaded.
          """, findSecret),
    ])

  /// The second half of `webhook "name" { … }`: what `webhook "name"` gave is called.
  static let webhookDeclaration = HostTable<RuleSession>(
    title: "", about: "", place: .object(.webhook),
    functions: [declaration("__call", signature: "", help: "", declareWebhook)])

  static func declaration(
    _ name: String, signature: String, help: String,
    _ body: @escaping HostFunction<RuleSession>.Body
  ) -> HostFunction<RuleSession> {
    HostFunction(name, signature: signature, help: help) { (session, call) throws(HostError) in
      do throws(HostError) {
        try session.requireLoading(name == "__call" ? "webhook" : name)
        try body(session, &call)
      } catch {
        session.configurationMistake = error.message
        throw error
      }
    }
  }

  private enum Network: String, CaseIterable { case direct, relay, tor }

  private static func declareProfile(
    _ session: RuleSession, _ call: inout HostCall
  ) throws(HostError) {
    let options = try Options(
      call.value(0), of: "profile",
      known: ["name", "about", "network", "status", "relays", "nodes", "avatar"])
    session.configuration.profile = BotConfiguration.Profile(
      name: try session.shownLine(options, "name", bytesMax: 128),
      about: try session.shownLine(
        options, "about", bytesMax: BotConfiguration.Profile.aboutBytesMax),
      network: try options.choice("network", Network.self)?.rawValue,
      status: try options.choice("status", BotConfiguration.Profile.Status.self) ?? .online,
      relays: try options.nodeAddresses("relays", max: 32) ?? [],
      nodes: try options.nodeAddresses("nodes", max: 256),
      avatar: try session.avatar(options))
  }

  private static func declareContacts(
    _ session: RuleSession, _ call: inout HostCall
  ) throws(HostError) {
    let options = try Options(
      call.value(0), of: "contacts",
      known: ["accept", "phrase", "owner", "staff", "forget_unseen", "forget"])
    let accept = try options.choice("accept", BotConfiguration.ContactPolicy.Accept.self)
    session.configuration.contacts.accept = accept ?? .ask
    session.configuration.contacts.phrase = try options.phrase(isNeeded: accept == .phrase)
    session.configuration.contacts.owner = try options.owner(isAllowed: accept == .code)
    session.configuration.contacts.staff = try options.staff()
    session.configuration.contacts.forgetUnseen = try options.forgetUnseen()
    session.configuration.contacts.forget = try options.forgetQuiet()
  }

  private static func declareMessages(
    _ session: RuleSession, _ call: inout HostCall
  ) throws(HostError) {
    let options = try Options(call.value(0), of: "messages", known: ["join"])
    session.configuration.joinsParts = try options.boolean("join") ?? true
  }

  private static func nameWebhook(
    _ session: RuleSession, _ call: inout HostCall
  ) throws(HostError) {
    let name = try call.string(0, "a webhook's name")
    guard !name.isEmpty, !session.webhookNames.contains(name) else {
      throw HostError(
        name.isEmpty ? "a webhook needs a name" : "there are two webhooks \"\(name)\"")
    }
    // Commands take a delivery's number or a webhook's name.
    guard Int64(name) == nil, !name.allSatisfy(\.isNumber) else {
      throw HostError("webhook \(quoted: name) is named by a number, as deliveries are")
    }
    if let fault = name.settingFault {
      throw HostError("the name of webhook \(quoted: name.shownInLine) \(fault)")
    }
    session.webhookNames.append(name)
    call.answer(.webhook, handle: Int64(session.webhookNames.count - 1))
  }

  private static func findSecret(
    _ session: RuleSession, _ call: inout HostCall
  ) throws(HostError) {
    let name = try call.string(0, "a secret's name")
    session.secrets.append((name, try session.value(ofSecret: name)))
    call.answer(.secret, handle: Int64(session.secrets.count - 1))
  }
}

extension RuleSession {
  fileprivate func avatar(_ options: Options) throws(HostError) -> Avatar? {
    guard let name = try options.string("avatar") else { return nil }
    do throws(SettingMistake) { return try environment.avatar(name) } catch {
      throw HostError("avatar of profile \(error): \(name.shownInLine)")
    }
  }

  /// What contacts are shown of this option.
  func shownLine(
    _ options: Options, _ name: String, of declaration: String = "profile", bytesMax: Int
  ) throws(HostError) -> String {
    guard let text = try options.string(name, bytesMax: bytesMax) else { return "" }
    let line = text.asProfileLine
    if line != text {
      warnings.append(
        """
        \(name) of \(declaration) holds line ends, control characters or marks of direction; contacts see \
        it without them
        """)
    }
    return line
  }
}
