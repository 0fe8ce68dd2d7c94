import { createHash, generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';

/** Just enough X.509 to make the certificates that clients must not trust, and one that they may. */
export interface Certificate {
  /** PEM. */
  readonly key: string;
  readonly cert: string;
}

export interface CertificateOptions {
  /** Names and IPv4 addresses it is for. */
  readonly hosts?: readonly string[];
  readonly from?: Date;
  readonly to?: Date;
}

export interface CertificateAuthority {
  /** PEM. */
  readonly cert: string;
  issue(options?: CertificateOptions): Certificate;
}

const OID = {
  ecdsaWithSha256: [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02],
  commonName: [0x55, 0x04, 0x03],
  subjectAltName: [0x55, 0x1d, 0x11],
  basicConstraints: [0x55, 0x1d, 0x13],
};

/** A certificate authority of its own. `issue` makes a server certificate signed by it. */
export function certificateAuthority(): CertificateAuthority {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const name = `Test authority ${randomBytes(4).toString('hex')}`;
  const isAuthority = extension(OID.basicConstraints, sequence(der(0x01, [0xff])), true);
  const cert = certificate(name, name, publicKey, privateKey, {}, isAuthority);
  function issue(options: CertificateOptions = {}): Certificate {
    const own = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const names = (options.hosts ?? ['127.0.0.1', 'localhost']).map((host) =>
      /^[\d.]+$/.test(host) ? der(0x87, host.split('.').map(Number)) : der(0x82, ascii(host)),
    );
    const forHosts = extension(OID.subjectAltName, sequence(...names));
    return {
      key: own.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
      cert: certificate('Test server', name, own.publicKey, privateKey, options, forHosts),
    };
  }
  return { cert, issue };
}

function certificate(
  subject: string,
  issuer: string,
  publicKey: KeyObject,
  signer: KeyObject,
  {
    from = new Date('2020-01-01T00:00:00Z'),
    to = new Date('2049-01-01T00:00:00Z'),
  }: CertificateOptions,
  ...extensions: Buffer[]
): string {
  const algorithm = sequence(der(0x06, OID.ecdsaWithSha256));
  const body = sequence(
    der(0xa0, der(0x02, [2])),
    der(0x02, serial(subject + issuer + from.toISOString())),
    algorithm,
    nameOf(issuer),
    sequence(utcTime(from), utcTime(to)),
    nameOf(subject),
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(...extensions)),
  );
  const signature = sign('sha256', body, signer);
  const whole = sequence(body, algorithm, der(0x03, Buffer.concat([Buffer.of(0), signature])));
  const lines = whole.toString('base64').match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}

function der(tag: number, content: Uint8Array | readonly number[]): Buffer {
  const bytes = Buffer.from(content);
  const { length } = bytes;
  const size =
    length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255];
  return Buffer.concat([Buffer.of(tag, ...size), bytes]);
}

function sequence(...parts: Buffer[]): Buffer {
  return der(0x30, Buffer.concat(parts));
}

function nameOf(text: string): Buffer {
  return sequence(der(0x31, sequence(der(0x06, OID.commonName), der(0x0c, ascii(text)))));
}

function extension(oid: number[], value: Buffer, critical = false): Buffer {
  const flag = critical ? [der(0x01, [0xff])] : [];
  return sequence(der(0x06, oid), ...flag, der(0x04, value));
}

/** YYMMDDhhmmssZ, good for 1950 to 2049. */
function utcTime(at: Date): Buffer {
  const digits = at.toISOString().replace(/[-:T]|\.\d+/g, '');
  return der(0x17, ascii(digits.slice(2)));
}

function serial(seed: string): Buffer {
  const bytes = createHash('sha256').update(seed).update(randomBytes(8)).digest().subarray(0, 8);
  bytes[0] = 0x40 | ((bytes[0] ?? 0) & 0x3f);
  return bytes;
}

function ascii(text: string): Buffer {
  return Buffer.from(text, 'ascii');
}
