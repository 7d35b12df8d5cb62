import GatewayCore

extension RuleAPI {
  static let apiHelp = """
    Opens the HTTP interface, [API](../../Gateway/Gateway.docc/API.md), from the next start on; \
    `--api` replaces it. `listen` is an IP address and a port, or "unix:NAME" for a socket in the \
    bot's home. Anything but this machine needs `certificate` and `key`, files in PEM beside the \
    bot's, or `insecure = true`. `names` are further names by which clients ask it: \
    { "bot.example" }. With `probes = true` load balancers may ask /healthz and /readyz without a \
    token. With `web = true` it has the [web inbox](../../Gateway/Gateway.docc/WebInbox.md) too.
    """

  static func declareAPI(
    _ session: RuleSession, _ call: inout HostCall
  ) throws(HostError) {
    let options = try Options(
      call.value(0), of: "api",
      known: ["listen", "names", "certificate", "key", "insecure", "probes", "web"])
    guard let text = try options.string("listen") else {
      throw HostError("api needs listen, such as \"127.0.0.1:8080\"")
    }
    let listening: APIListening
    do throws(SettingMistake) { listening = try APIListening(text) } catch {
      throw HostError("listen of api is \(quoted: text), which \(error)")
    }
    let settings = APISettings(
      listen: listening, names: try options.texts("names", like: "bot.example", max: 32) ?? [],
      certificate: try options.string("certificate"), key: try options.string("key"),
      isInsecure: try options.boolean("insecure") ?? false,
      answersProbes: try options.boolean("probes") ?? false,
      servesPages: try options.boolean("web") ?? false)
    if let mistake = settings.mistake { throw HostError("api \(mistake) (insecure = true)") }
    session.configuration.api = settings
  }
}
