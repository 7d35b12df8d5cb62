import Foundation
import GatewayCore
import TestSupport

extension TestCertificates {
  /// One for a client, by the same authority.
  func clientCertificate() throws -> ClientCertificate {
    try Self.run(Self.clientScript, in: folder, [])
    func bytes(_ name: String) throws -> [UInt8] {
      [UInt8](try Data(contentsOf: folder.appending(path: name)))
    }
    return ClientCertificate(certificate: try bytes("own.pem"), key: try bytes("own.key"))
  }

  private static let clientScript = """
    openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout own.key \
      -out own.csr -subj /CN=bot &&
    openssl x509 -req -in own.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -out own.pem
    """
}
