/// One mail to one recipient, as SMTP takes it.
public struct MailContent: Hashable, Sendable {
  public struct Login: Hashable, Sendable {
    public var user: String
    public var password: String

    public init(user: String, password: String) {
      self.user = user
      self.password = password
    }
  }

  /// The addresses of the envelope.
  public var from: String
  public var recipient: String
  /// In lines that end with CR LF; nil: connects and logs in, and sends nothing.
  public var message: [UInt8]?
  /// Where there is one, nothing is sent without it.
  public var login: Login?
  /// Whether nothing is sent in clear text.
  public var demandsTLS: Bool

  public init(
    from: String, recipient: String, message: [UInt8]?, login: Login? = nil,
    demandsTLS: Bool = true
  ) {
    self.from = from
    self.recipient = recipient
    self.message = message
    self.login = login
    self.demandsTLS = demandsTLS
  }
}

extension MailContent.Login: CustomStringConvertible {
  public var description: String { "<login>" }
}
