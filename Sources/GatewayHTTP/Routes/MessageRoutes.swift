import GatewayCore
import HTTPTypes

extension Route {
  /// The longest text and its JSON, also where that escapes each character.
  private static let sendingBytesMax = 524_288
  private static let textLengthMax = 32_768

  static let pageMax: Int64 = 500

  private static let namesMax = 1_000
  /// As many numbers as one request may have.
  private static let numbersBytesMax = 32_768

  /// Which messages.
  static let filters: [Parameter] =
    [
      .query("contact", .text(max: 200), help: "A contact, its note, or the number of a message."),
      .query("status", .choice(["open", "closed"]), help: "Only messages of contacts have one."),
      .query("only_new", .boolean, help: "Those that nobody was shown yet."),
      .query("label", .text(max: 64), help: "Those with this label."),
      .query(
        "conversation_status", .conversationStatus,
        help: "Those of conversations with this status."),
      .query(
        "encryption", .text(max: 64),
        help: "Those that their writers encrypted: pgp, age, the id of a key, or any."),
      .query("since", .time, help: "From this time on."),
      .query("until", .time, help: "Before this time."),
      .query("before", .number(1...Int64.max), help: "Those with a lower number."),
      .query("after", .number(1...Int64.max), help: "Those with a higher number."),
      .query("limit", .number(1...pageMax), help: "How many, at most; 100 without it."),
      .query(
        "order", .choice(["newest_first", "oldest_first"]), help: "The newest first without it."),
    ] + Parameter.ofTriage

  static let messages: [Route] = [
    Route(
      .post, "/v1/messages", does: .command("send"), needs: .send,
      with: [
        .body(
          "to", as: "contact", .text(max: 200),
          help: "A contact's codename, public key or Tox ID, or a label: each contact with it."),
        .body("text", .text(max: textLengthMax), help: "What it is told."),
        .body(
          "kind", .choice(["text", "action"]), isNeeded: false, help: "An action is \"/me …\"."),
        .body(
          "expires", as: "expires_milliseconds", .lifetime(1...31_622_400), isNeeded: false,
          help: "Seconds after which it is not sent any more."),
      ],
      members: [.init("keep", .boolean(true)), .init("kind", .string("text"))],
      success: .created, replies: [.queued, .broadcasting], isRepeatable: true,
      bodyBytesMax: sendingBytesMax,
      help: "Sends a message; it is on the disk when the answer comes."),
    Route(
      .get, "/v1/messages", does: .query("inbox_list"), needs: .read,
      with: filters + [.query("text_bytes", .number(0...65_536), help: "Cuts longer texts.")],
      members: [.init("limit", .integer(100))], replies: [.inbox], next: nextMessages,
      help: "A page of messages and answers."),
    Route(
      .get, "/v1/messages/count", does: .query("inbox_count"), needs: .read, with: counted,
      members: [.init("limit", .integer(10_000))], replies: [.count],
      help: "How many there are, counted up to the limit."),
    Route(
      .get, "/v1/messages/{message}", does: .query("inbox_messages"), needs: .read,
      with: [.message],
      replies: [.inbox], namesOne: true, help: "One message or answer, in a list."),
    Route(
      .delete, "/v1/messages/{message}", does: .command("inbox_erase"), needs: .inbox,
      with: [.message],
      replies: [.forgotten], help: "Erases a message with what followed from it."),
    Route(
      .get, "/v1/messages/{message}/erasure", does: .query("inbox_erasure"), needs: .inbox,
      with: [.message],
      replies: [.erasure], help: "What erasing it would take along."),
    Route(
      .delete, "/v1/messages/{message}/erasure", does: .command("erasure_cancel"), needs: .inbox,
      with: [.message], replies: [.changed], help: "Leaves a message that was to be erased."),
    Route(
      .post, "/v1/erasures", does: .command("erasure_schedule"), needs: .inbox,
      with: [
        .body("messages", .numbers(max: namesMax), help: "Numbers of messages and answers."),
        .body("undo", .number(0...86_400), help: "Seconds in which it can be undone."),
      ],
      replies: [.changed], bodyBytesMax: numbersBytesMax,
      help: "Erases messages after a while, with what followed from them."),
    Route(
      .post, "/v1/erasures/cancelled", does: .command("erasure_cancel"), needs: .inbox,
      with: [.body("messages", .numbers(max: namesMax), help: "Numbers of messages and answers.")],
      replies: [.changed], bodyBytesMax: numbersBytesMax,
      help: "Leaves messages that were to be erased."),
    Route(
      .get, "/v1/envelopes", does: .query("inbox_envelopes"), needs: .read,
      with: [
        .query(
          "numbers", .words(max: 100), isNeeded: true,
          help: "Of envelopes, as they stand in sealed texts: 16 hexadecimal digits each.")
      ],
      replies: [.envelopes], help: "What opens sealed texts, together with the inbox key."),
    marking("close", as: "inbox_close", replies: .changed, help: "Closes a message."),
    marking("reopen", as: "inbox_reopen", replies: .changed, help: "Opens it again."),
    marking("read", as: "inbox_mark_read", replies: .done, help: "A person was shown it whole."),
    Route(
      .put, "/v1/messages/{message}/label", does: .command("inbox_label"), needs: .inbox,
      with: [.message, .body("label", .textOrNull(max: 64), help: "null removes it.")],
      replies: [.changed], help: "Labels a message."),
  ]

  private static let ofThreads = filters.filter {
    ["only_new", "before", "after", "limit", "order"].contains($0.name)
  }

  static let conversations: [Route] = [
    Route(
      .get, "/v1/conversations", does: .query("conversation_list"), needs: .read,
      with: Parameter.ofConversations
        + filters.filter { ["contact", "before", "limit"].contains($0.name) },
      members: [.init("limit", .integer(100))], replies: [.conversations],
      next: { reply, page in
        guard case .conversations(let conversations) = reply, conversations.count >= page.limit
        else {
          return nil
        }
        return conversations.last.map { ("before", String($0.newest.id)) }
      },
      help: "A page of the conversations, the one with the newest message first."),
    Route(
      .get, "/v1/contacts/{contact}/messages", does: .query("inbox_thread"), needs: .read,
      with: [.contact]
        + ofThreads,
      members: [.init("limit", .integer(100))], replies: [.inbox], next: nextMessages,
      help: "A page of a conversation, with what rules answered."),
    Route(
      .get, "/v1/thread", does: .query("inbox_thread"), needs: .read, with: ofThreads,
      members: [.init("limit", .integer(100))], replies: [.inbox], next: nextMessages,
      help: "A page of all conversations together, with what rules answered."),
    Route(
      .get, "/v1/search", does: .query("inbox_search"), needs: .read,
      with: [.query("words", .words(max: 16), isNeeded: true, help: "All of them are in the text.")]
        + filters.filter { $0.name != "limit" }
        + [
          .query(
            "limit", .number(1...10_000), help: "How many texts are searched; 10,000 without it.")
        ],
      members: [.init("limit", .integer(10_000))], replies: [.matches],
      next: { reply, _ in
        guard case .matches(_, let last?) = reply else { return nil }
        return ("before", String(last))
      },
      help: "The numbers of messages that hold all these words, the newest first."),
  ]

  @Sendable private static func nextMessages(
    behind reply: Reply, _ page: PageRequest
  ) -> (name: String, value: String)? {
    guard case .inbox(let messages) = reply else { return nil }
    // What rules answered comes beside the page's own.
    let own = messages.filter { $0.automatic != true }.map(\.id)
    guard own.count >= page.limit, let lowest = own.min(), let highest = own.max() else {
      return nil
    }
    return page.isOldestFirst ? ("after", String(highest)) : ("before", String(lowest))
  }

  private static var counted: [Parameter] {
    filters.filter { $0.name != "limit" && $0.name != "order" }
      + [.query("limit", .number(1...1_000_000), help: "Counted up to this; 10,000 without it.")]
  }

  private static func marking(
    _ word: String, as command: String, replies reply: Reply.Name, help: String
  ) -> Route {
    Route(
      .post, "/v1/messages/{message}/\(word)", does: .command(command), needs: .inbox,
      with: [.message],
      replies: [reply], help: help)
  }
}
