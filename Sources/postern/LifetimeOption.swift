import ArgumentParser
import GatewayCore

/// `--expires 1h`
struct LifetimeOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Do not send it later than this from now: 1s to 366d.", valueName: "duration"))
  var expires: String?

  func validate() throws { _ = try milliseconds }

  /// How long the message may wait; nil where it waits for the contact.
  var milliseconds: Int64? {
    get throws {
      try expires.map { text in
        guard let lifetime = OutboxMessage.lifetime(text) else {
          throw ValidationError("--expires takes a time such as 30m, 1h or 2d, from 1s to 366d.")
        }
        return lifetime
      }
    }
  }
}
