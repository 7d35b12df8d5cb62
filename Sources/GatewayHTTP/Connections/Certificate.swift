package import NIOSSL

extension TLSConfiguration {
  /// TLS 1.2 or later with the certificate (chain) and its key in PEM.
  package static func certificate(
    _ certificate: [UInt8], key: [UInt8]
  ) throws -> TLSConfiguration {
    let chain = try NIOSSLCertificate.fromPEMBytes(certificate)
    var configuration = TLSConfiguration.makeServerConfiguration(
      certificateChain: chain.map { .certificate($0) },
      privateKey: .privateKey(try NIOSSLPrivateKey(bytes: key, format: .pem)))
    configuration.minimumTLSVersion = .tlsv12
    // Throws where the key is that of another certificate.
    _ = try NIOSSLContext(configuration: configuration)
    return configuration
  }
}
