/// A request to a hook.
public struct HookRequest: Hashable, Sendable {
  /// A name and its value: of a header, a query or a form.
  public struct Field: Hashable, Sendable {
    public var name: String
    public var value: String

    public init(_ name: String, _ value: String) {
      self.name = name
      self.value = value
    }
  }

  /// The hook's name.
  public var hook: String
  /// "POST"
  public var method: String
  public var query: [Field]
  /// Whether its query has a part that can't be read: it is refused once its sender is proven.
  public var isQueryUnreadable = false
  /// In their order; a name may stand several times.
  public var headers: [Field]
  public var body: [UInt8]
  /// By what its sender would repeat it, where it says so.
  public var id: String?

  public init(
    hook: String, method: String = "POST", query: [Field] = [], headers: [Field] = [],
    body: [UInt8] = [], id: String? = nil
  ) {
    self.hook = hook
    self.method = method
    self.query = query
    self.headers = headers
    self.body = body
    self.id = id
  }

  /// The value of a header field that stands once.
  public func header(_ name: String) -> String? {
    let found = headers.filter { $0.name.lowercased() == name }
    return found.count == 1 ? found[0].value : nil
  }

  /// The media type of the body without parameters, in lower case; empty where there is none.
  public var mediaType: String {
    let type = header("content-type")?.split(separator: ";").first ?? ""
    return type.lowercased().filter { $0 != " " }
  }

  public var text: String { String(decoding: body, as: UTF8.self) }

  /// The body as JSON, or that of the field "payload" of a form, in which GitHub and Slack send it;
  /// nil where there is none.
  public var json: JSONValue? {
    // Many programs call any body a form.
    if let whole = try? JSONValue(json: body) { return whole }
    return form?.last { $0.name == "payload" }.flatMap { try? JSONValue(json: $0.value.utf8) }
  }

  /// The fields of a form; nil where the body is none.
  public var form: [Field]? {
    guard mediaType == "application/x-www-form-urlencoded" else { return nil }
    return Percent.fields(text[...])?.map { Field($0.name, $0.value) }
  }
}

/// The answer to a request to a hook.
public struct HookResponse: Hashable, Sendable {
  public var status: Int
  /// The media type of the body.
  public var type: String
  public var body: String

  /// What a rule may answer: an error of its own is what makes the sender try again, and senders
  /// take a redirection for success.
  public static let statuses: [ClosedRange<Int>] = [200...299, 400...499]

  public init(status: Int = 200, type: String = "text/plain; charset=utf-8", body: String = "") {
    self.status = status
    self.type = type
    self.body = body
  }

  public init(status: Int = 200, json: JSONValue) {
    self.init(status: status, type: "application/json", body: json.text)
  }
}

/// What became of a request to a hook, once that is on the disk.
public enum HookReply: Hashable, Sendable {
  case answered(HookResponse)
  /// The rule failed, and nothing of what it asked for is done.
  case failed
  /// The bot has no such hook any more.
  case unknown
  /// It may work later.
  case unavailable
}

/// Why a request to a hook was refused.
public enum HookRefusal: String, Codable, Error, Hashable, Sendable, CaseIterable {
  /// Without the proof that the hook asks for.
  case unproven
  /// With a wrong secret or signature, or changed on its way.
  case proof
  /// Signed too long ago, or in the future.
  case time
  /// Its body is too large.
  case size
  /// Its body ended too early, or took too long.
  case incomplete
  case method
  /// Its query can't be read, or it has several ids.
  case request
  /// Too many bodies were on their way, or the bot could not write.
  case busy
}
