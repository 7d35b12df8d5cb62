import GatewayCore
import GatewayTestSupport
import GatewaySeal

@testable import Gateway
@testable import GatewayStore

/// How a home stores content: what is done at the desk does not depend on it, and is tested in both
/// forms.
enum StoredForm: String, CaseIterable {
  case clear, sealed

  /// An option of `inbox { … }`.
  var seal: String {
    self == .sealed ? "seal = \"\(InboxSecret().key.text)\"," : "seal = false,"
  }

  /// - Parameter rules: with "SEAL" in the place of the option.
  func bench(
    _ rules: String, in directory: WorkerBench.Directory? = nil
  ) throws -> WorkerBench {
    try WorkerBench(
      rules.replacing("SEAL", with: seal), in: directory,
      sealer: self == .sealed ? HidingSealer() : nil)
  }

  /// What is shown of a text.
  func shown(_ text: String) -> String { self == .sealed ? MessageSummary.sealedText : text }
}

/// Hides content from a search without encryption, and opens only what the bot itself needs: the
/// owner's key is on another machine.
struct HidingSealer: ContentSealer {
  func seal(_ plaintext: [UInt8], at place: ContentPlace) -> [UInt8] {
    plaintext.map { $0 ^ 0x5A }
  }

  func open(_ sealed: [UInt8], at place: ContentPlace) -> [UInt8]? {
    place.reader == .bot ? sealed.map { $0 ^ 0x5A } : nil
  }

  func newFileKey(at place: ContentPlace) -> [UInt8] { [0x5A] }

  func segments(_ key: [UInt8], at place: ContentPlace) -> (any SegmentSealer)? { nil }

  func sealRecord(
    _ details: [UInt8], key: [UInt8]?, at keyPlace: ContentPlace, for place: ContentPlace
  ) -> [UInt8]? { seal(details, at: place) }
}
