import GatewayCore
import GatewayHTTP
import GatewayPages

/// Single messages, files, and what is erased.
extension BotWeb {
  private func message(
    _ request: WebRequest, of client: WebClient
  ) async throws(WebProblem) -> MessageSummary {
    let number = try number("message", in: request)
    let found = try await ask(.query(.inboxMessages([number])), of: client) { $0.inbox }
    guard let message = try await opened(found, of: client).first else {
      throw WebProblem(404, "There is no such message.", because: .noMessage)
    }
    return message
  }

  func showMessage(
    _ request: WebRequest, of client: WebClient
  ) async throws(WebProblem) -> WebAnswer {
    let message = try await message(request, of: client)
    let frame = frame(request, of: client, here: "/messages/\(message.id)")
    return .page(WebBody(MessagePage(message).html(in: frame)))
  }

  func changeMessage(
    _ request: WebRequest, of client: WebClient
  ) async throws(WebProblem) -> WebAnswer {
    let message = try await message(request, of: client)
    switch request.form.one("change") {
    case "close": try await perform(.inboxClose(messages: [message.id]), of: client)
    case "reopen": try await perform(.inboxReopen(messages: [message.id]), of: client)
    case "label":
      let label = (request.form.one("label-\(message.id)") ?? "").trimmingBlanks
      try await perform(
        .inboxLabel(messages: [message.id], label: label.isEmpty ? nil : label), of: client)
    default: throw WebProblem(400, "There is no such change.")
    }
    return redirect(to: PagePath.message(message.id, of: message.contact), .saved)
  }

  /// Sends the text of an answer that did not arrive once more.
  func retry(_ request: WebRequest, of client: WebClient) async throws(WebProblem) -> WebAnswer {
    let message = try await message(request, of: client)
    guard message.delivery == .expired, message.sealed == nil, message.isCut != true else {
      throw WebProblem(409, "This answer is not one that failed.", because: .notFailed)
    }
    try await perform(
      .send(
        ContactReference(message.contact), text: message.text,
        kind: message.kind == .action ? .action : .text, keep: true), of: client)
    return redirect(to: "\(PagePath.conversation(message.contact))#reply", .replied)
  }

  func askToErase(
    _ request: WebRequest, of client: WebClient
  ) async throws(WebProblem) -> WebAnswer {
    let message = try await message(request, of: client)
    return try await erasurePage(
      of: [message.id], path: "/messages/\(message.id)/erase",
      back: PagePath.message(message.id, of: message.contact), request, client)
  }

  func erase(_ request: WebRequest, of client: WebClient) async throws(WebProblem) -> WebAnswer {
    let message = try await message(request, of: client)
    return try await erase([message.id], with: message.contact, by: client, request)
  }

  func askToEraseConversation(
    _ request: WebRequest, of client: WebClient
  ) async throws(WebProblem) -> WebAnswer {
    let contact = try contact(in: request)
    let path = PagePath.conversation(contact.text)
    let numbers = try await numbers(of: contact, of: client)
    return try await erasurePage(
      of: numbers, path: "\(path)/erase", back: path, request, client)
  }

  func eraseConversation(
    _ request: WebRequest, of client: WebClient
  ) async throws(WebProblem) -> WebAnswer {
    let contact = try contact(in: request)
    let numbers = try await numbers(of: contact, of: client)
    // What came meanwhile was not meant.
    guard request.form.one("count") == "\(numbers.count)" else {
      throw WebProblem(
        409, "The conversation has changed meanwhile: nothing was erased.",
        because: .changedMeanwhile)
    }
    return try await erase(numbers, with: contact.text, by: client, request)
  }

  /// Seconds in which erasing can be undone.
  private static let undoTime: Int64 = 600

  private func erase(
    _ numbers: [Int64], with contact: String, by client: WebClient, _ request: WebRequest
  ) async throws(WebProblem) -> WebAnswer {
    guard request.form.one("do") == "now" else {
      try await perform(.erasureSchedule(messages: numbers, undo: Self.undoTime), of: client)
      return redirect(to: PagePath.conversation(contact), .scheduled)
    }
    try await perform(.inboxErase(messages: numbers), of: client)
    return redirect(to: try await place(after: contact, of: client), .erased)
  }

  func keepMessage(
    _ request: WebRequest, of client: WebClient
  ) async throws(WebProblem) -> WebAnswer {
    let message = try await message(request, of: client)
    try await perform(.erasureCancel(messages: [message.id]), of: client)
    return redirect(to: PagePath.message(message.id, of: message.contact), .kept)
  }

  func keepConversation(
    _ request: WebRequest, of client: WebClient
  ) async throws(WebProblem) -> WebAnswer {
    let contact = try contact(in: request)
    let numbers = try await numbers(of: contact, of: client)
    try await perform(.erasureCancel(messages: numbers), of: client)
    return redirect(to: PagePath.conversation(contact.text), .kept)
  }

  private func erasurePage(
    of numbers: [Int64], path: String, back: String, _ request: WebRequest, _ client: WebClient
  ) async throws(WebProblem) -> WebAnswer {
    let extent = try await ask(.query(.inboxErasure(messages: numbers)), of: client) { reply in
      if case .erasure(let answers, let deliveries) = reply { (answers, deliveries) } else { nil }
    }
    let page = ErasurePage(
      path: path, back: back, fields: [("count", "\(numbers.count)")], messages: numbers.count,
      answers: extent.0, deliveries: extent.1, undo: Self.undoTime * 1_000)
    return .page(WebBody(page.html(in: frame(request, of: client, here: path))))
  }

  /// As many messages as one request erases.
  private func numbers(
    of contact: ContactReference, of client: WebClient
  ) async throws(WebProblem) -> [Int64] {
    let filter = InboxFilter(limit: ApplicationRequest.messagesMax, order: .oldestFirst)
    return try await ask(
      .query(.inboxNumbers(InboxSelection(filter, contact: contact))), of: client
    ) { reply in
      if case .messages(let numbers) = reply { numbers } else { nil }
    }
  }

  /// The conversation, where something of it is left.
  private func place(
    after contact: String, of client: WebClient
  ) async throws(WebProblem) -> String {
    let found = try? await ask(
      .query(.conversation(ContactReference(contact), reader: client.name)), of: client
    ) { $0.conversations }
    return found?.isEmpty == false ? PagePath.conversation(contact) : "/"
  }

  /// Takes a file that a contact offers, or not.
  func answerFile(
    _ request: WebRequest, of client: WebClient
  ) async throws(WebProblem) -> WebAnswer {
    let number = try number("file", in: request)
    let found = try await ask(.query(.file(number)), of: client) { $0.files }
    switch request.form.one("answer") {
    case "accept": try await perform(.fileAccept(number), of: client)
    case "refuse": try await perform(.fileRefuse(number), of: client)
    default: throw WebProblem(400, "A file is accepted or refused.")
    }
    let path = found.first.map { PagePath.message(number, of: $0.contact) }
    return redirect(to: path ?? "/", .saved)
  }
}
