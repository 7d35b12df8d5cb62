import GatewayCore
import Testing

@Suite struct `Base64` {
  /// The vectors of RFC 4648.
  @Test(arguments: [
    ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="),
    ("fooba", "Zm9vYmE="), ("foobar", "Zm9vYmFy"),
  ])
  func `is that of the standard, both ways`(text: String, encoded: String) {
    #expect(Array(text.utf8).base64 == encoded)
    #expect([UInt8](base64: encoded[...].utf8) == Array(text.utf8))
  }

  @Test func `keeps every byte`() {
    let bytes = (0...255).map { UInt8($0) } + [0]
    #expect([UInt8](base64: bytes.base64[...].utf8) == bytes)
  }
}
