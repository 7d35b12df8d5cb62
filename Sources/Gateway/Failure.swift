public import GatewayCore
import GatewayStore
import ToxNIO

/// A failure for users and supervisors: one sentence, and its kind.
public struct Failure: Error, Hashable, Sendable {
  /// The kind of a failure, which decides how a supervisor reacts.
  public enum Kind: Hashable, Sendable {
    /// A command was refused, or a test failed.
    case refused
    /// An option has an invalid value.
    case usage
    /// A file of the owner is invalid.
    case data
    /// The home has lost its key or a part of its state; nothing was created in its place.
    case incomplete
    /// A required resource is in use by others.
    case unavailable
    /// The home can't be created, entered or written.
    case cannotCreate
    /// The disk is full or failing, or the database is damaged.
    case inputOutput
    /// May work later.
    case temporary
    /// An option or the home contradicts this version.
    case configuration
  }

  public var message: String
  public var kind: Kind

  public init(_ message: String, _ kind: Kind) {
    self.message = message
    self.kind = kind
  }

  /// The failure that an error of any part means.
  public init(_ error: any Error) {
    switch error {
    case let failure as Failure: self = failure
    case let error as RuleFailure: self.init(error.sentence, .data)
    case let error as StoreError: self.init(error.description, error.kind)
    case let error as KeyError: self = error.failure
    case let error as BindError: self.init("\(error.description).", .unavailable)
    case let error as NetworkConfigurationError:
      self.init(error.description, error.isMisspelt ? .usage : .configuration)
    case let error as ControlError: self.init(error.description, .refused)
    default: self.init("\(error)", .refused)
    }
  }
}

extension RuleFailure {
  /// "bots/x.lua:3: what is wrong"
  public var sentence: String {
    "\(file)\(line.map { ":\($0)" } ?? ""): \(message)"
  }
}

extension KeyError {
  fileprivate var failure: Failure {
    switch self {
    case .store(let error): Failure(error)
    case .hasKey: Failure(description, .cannotCreate)
    case .unusable: Failure(description, .data)
    }
  }
}

extension StoreError {
  fileprivate var kind: Failure.Kind {
    switch self {
    case .homeUnusable, .noLocks, .homeExists, .fileExists, .permissionDenied, .readOnly:
      .cannotCreate
    case .homeInUse, .busy: .temporary
    case .newerVersion, .sealed: .configuration
    case .keyMissing, .noKey, .incomplete: .incomplete
    case .notAStore, .corrupt, .full, .inputOutput, .notDurable, .database: .inputOutput
    case .sealedFile, .changedSegment: .data
    case .noHome, .unknownContact, .unknownMessage, .unknownDelivery: .refused
    }
  }
}
