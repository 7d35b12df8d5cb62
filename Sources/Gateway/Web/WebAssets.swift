import GatewayHTTP
import GatewayPages
import ToxCrypto
import ToxWire

/// What pages refer to: each has a hash in its name, so that a browser may keep it for good.
enum WebAssets {
  static let style = asset(
    Style.staff, name: "style", ending: "css", type: "text/css; charset=utf-8")
  static let script = asset(
    Script.staff, name: "script", ending: "js", type: "text/javascript; charset=utf-8")

  static func body(named name: String) -> WebBody? {
    [style, script].first { $0.name == name }?.body
  }

  private static func asset(
    _ text: String, name: String, ending: String, type: String
  ) -> (name: String, body: WebBody) {
    let bytes = Array(text.utf8)
    let hash = Hash.sha256(bytes).bytes.prefix(8).map { byte in
      (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }
    return ("\(name)-\(hash.joined()).\(ending)", WebBody(bytes, type: type))
  }
}
