import GatewayCore
import Testing

/// Which addresses a webhook does not go to by itself.
@Suite struct `Kinds of addresses` {
  @Test(
    arguments: [
      ("127.0.0.1", .loopback), ("127.255.255.254", .loopback), ("::1", .loopback),
      ("0.0.0.0", .unspecified), ("0.1.2.3", .unspecified), ("::", .unspecified),
      ("10.0.0.0", .privateNetwork), ("10.255.255.255", .privateNetwork),
      ("172.16.0.1", .privateNetwork), ("172.31.255.255", .privateNetwork),
      ("192.168.1.1", .privateNetwork), ("198.19.0.1", .privateNetwork),
      ("fc00::1", .privateNetwork), ("fdff::1", .privateNetwork), ("fec0::1", .privateNetwork),
      ("100.64.0.1", .shared), ("100.127.255.255", .shared),
      ("169.254.1.1", .linkLocal), ("fe80::1", .linkLocal), ("febf::1", .linkLocal),
      ("169.254.169.254", .metadata), ("100.100.100.200", .metadata), ("192.0.0.192", .metadata),
      ("168.63.129.16", .metadata), ("fd00:ec2::254", .metadata), ("fd20:ce::254", .metadata),
      ("224.0.0.1", .multicast), ("239.255.255.255", .multicast), ("ff02::1", .multicast),
      ("240.0.0.1", .reserved), ("255.255.255.255", .reserved), ("192.0.0.8", .reserved),
      ("4000::1", .reserved), ("1::1", .reserved), ("100::1", .reserved),
      // IPv4 in IPv6: mapped, compatible, SIIT, NAT64, 6to4, Teredo, ISATAP.
      ("::ffff:127.0.0.1", .loopback), ("::FFFF:7f00:1", .loopback),
      ("::10.0.0.1", .privateNetwork),
      ("::ffff:0:10.0.0.1", .privateNetwork), ("64:ff9b::169.254.169.254", .metadata),
      ("64:ff9b::a00:1", .privateNetwork), ("64:ff9b:1::8.8.8.8", .privateNetwork),
      ("2002:7f00:1::", .loopback), ("2002:c0a8:101:5::9", .privateNetwork),
      ("2001:0:808:808::80ff:fffe", .loopback), ("2001:db8::5efe:10.0.0.1", .privateNetwork),
      ("2001:db8::200:5efe:127.0.0.1", .loopback),
    ] as [(String, AddressKind)])
  func `are told for each that is not public`(text: String, kind: AddressKind) throws {
    let address = try #require(InternetAddress(text))
    #expect(AddressKind.of(address)?.kind == kind)
    let refusal = try #require(AllowedAddresses().refusal(of: address, host: "desk.example"))
    #expect(refusal.description.contains("allow = \"\(refusal.setting)\""))
    let allowed = try AllowedAddresses([refusal.setting])
    #expect(allowed.refusal(of: address, host: "desk.example") == nil, "the setting helps")
  }

  @Test(arguments: [
    "1.1.1.1", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255",
    "128.0.0.0", "169.253.255.255", "172.15.255.255", "172.32.0.0", "192.167.255.255", "192.0.1.1",
    "198.17.255.255", "198.20.0.0", "223.255.255.255", "2000::", "2606:4700::1111", "3fff::1",
    "::ffff:8.8.8.8", "64:ff9b::808:808", "2002:808:808::1", "2001:470::1",
  ])
  func `are none for a public address`(text: String) throws {
    #expect(AddressKind.of(try #require(InternetAddress(text))) == nil)
  }

  @Test(arguments: [
    "", "1.2.3", "1.2.3.4.5", "01.2.3.4", "256.1.1.1", "1.2.3.4 ", "0x7f.0.0.1", "2130706433",
    ":", ":::", "1::2::3", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "::12345", "::g", "fe80::1%eth0",
    "1:2:3:4:5:6:7::8", "::1.2.3", "[::1", "::1]", "1.2.3.4::",
  ])
  func `have no address in what is none`(text: String) {
    #expect(InternetAddress(text) == nil)
  }

  @Test func `leave what a webhook names, by address, block or name`() throws {
    let allowed = try AllowedAddresses(["127.0.0.1", "10.1.0.0/16", "fd00::/8", "Desk.internal"])
    func isRefused(_ text: String, host: String = "x.example") throws -> Bool {
      allowed.refusal(of: try #require(InternetAddress(text)), host: host) != nil
    }
    for text in ["127.0.0.1", "::ffff:127.0.0.1", "10.1.255.255", "fd12::1"] {
      #expect(try !isRefused(text), "\(text)")
    }
    for text in ["127.0.0.2", "10.2.0.0", "::1", "fc00::1", "192.168.0.1"] {
      #expect(try isRefused(text), "\(text)")
    }
    #expect(try !isRefused("192.168.0.1", host: "desk.INTERNAL"))
    #expect(try isRefused("192.168.0.1", host: "other.desk.internal"))
  }

  @Test func `are told by a host's name where it is the machine's own`() throws {
    let loopback = try #require(InternetAddress("::1"))
    let refusal = AllowedAddresses().refusal(of: loopback, host: "LocalHost")
    #expect(refusal?.setting == "localhost")
    #expect(try AllowedAddresses(["localhost"]).refusal(of: loopback, host: "localhost") == nil)
  }

  @Test(arguments: [
    "", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/-1", "::/129", "127.1", "0x7f000001", "a.0x1",
    "http://localhost", "localhost:80", "a b", "*", "[::1]/128x",
  ])
  func `are not allowed by what is no entry of the list`(text: String) {
    #expect(throws: SettingMistake.self) { _ = try AllowedAddresses([text]) }
  }
}
