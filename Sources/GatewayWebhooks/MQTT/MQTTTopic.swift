import GatewayCore

/// The name of a topic, made of the owner's settings alone.
enum MQTTTopic {
  private static let sizeMax = 1_024

  /// - Throws: the end of a sentence about it.
  static func check(_ text: String) throws(SettingMistake) {
    guard !text.isEmpty else { throw SettingMistake("is empty") }
    guard text.utf8.count <= sizeMax else {
      throw SettingMistake("is longer than \(sizeMax) bytes")
    }
    if text.contains(where: { $0 == "+" || $0 == "#" }) {
      throw SettingMistake("has + or #, which stand for many topics: nothing is published to those")
    }
    if text.hasPrefix("$") {
      throw SettingMistake("begins with $: these topics are the broker's own")
    }
    guard text.unicodeScalars.allSatisfy({ $0.value >= 0x20 && !(0x7F..<0xA0).contains($0.value) })
    else {
      throw SettingMistake("has control characters")
    }
  }
}
