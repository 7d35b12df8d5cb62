/// What is published to a broker, and the session in which it is.
public struct MQTTContent: Hashable, Sendable {
  public enum Version: String, Hashable, Sendable, CaseIterable {
    case v3 = "3.1.1"
    case v5 = "5"
  }

  /// Publications with the same session share a connection.
  public struct Session: Hashable, Sendable {
    public var version: Version
    public var user: String?
    public var password: String?
    /// The topic that says "online" while the connection stands and "offline" otherwise.
    public var statusTopic: String?

    public init(
      version: Version = .v5, user: String? = nil, password: String? = nil,
      statusTopic: String? = nil
    ) {
      self.version = version
      self.user = user
      self.password = password
      self.statusTopic = statusTopic
    }
  }

  public struct Message: Hashable, Sendable {
    public var topic: String
    public var payload: [UInt8]
    /// Whether the broker gives it to later subscribers too.
    public var isRetained: Bool

    public init(topic: String, payload: [UInt8], isRetained: Bool = false) {
      self.topic = topic
      self.payload = payload
      self.isRetained = isRetained
    }
  }

  public var session: Session
  /// nil: connects and logs in, and publishes nothing.
  public var message: Message?

  public init(_ session: Session, _ message: Message?) {
    self.session = session
    self.message = message
  }
}

extension MQTTContent.Session: CustomStringConvertible {
  public var description: String { "<session>" }
}
