import { TransportError, type TransportFault } from '../transport';

const DNS = /^(ENOTFOUND|EAI_\w+)$/;
const UNREACHABLE = /^(ENETUNREACH|EHOSTUNREACH|ENETDOWN|EHOSTDOWN|EADDRNOTAVAIL|EACCES|EPERM)$/;
const TLS_DATE = /^(CERT_NOT_YET_VALID|CERT_HAS_EXPIRED)$/;
const TLS =
  /^(EPROTO|CERT_\w+|\w*SELF_SIGNED\w*|UNABLE_TO_\w+|HOSTNAME_MISMATCH|INVALID_\w+|ERR_TLS_\w+|ERR_SSL_\w+)$/;
const GARBLED = /^HPE_/;

/** How far an attempt had come when it broke off. */
export interface Progress {
  /** A connection stood, so the request may have been sent. */
  readonly connected: boolean;
  /** Headers of a reply had arrived. */
  readonly answered: boolean;
}

/** Nothing of a library's error goes on but what kind it was: such an error holds the request, and so its secrets. */
export function transportError(error: unknown, { connected, answered }: Progress): TransportError {
  if (error instanceof TransportError) return error;
  const code = codeOf(error);
  const fault = GARBLED.test(code) ? 'garbled' : answered ? 'truncated' : unanswered(code);
  return new TransportError(fault, connected);
}

function unanswered(code: string): TransportFault {
  if (DNS.test(code)) return 'dns';
  if (code === 'ECONNREFUSED') return 'refused';
  if (UNREACHABLE.test(code)) return 'unreachable';
  if (TLS_DATE.test(code)) return 'tls_date';
  if (TLS.test(code)) return 'tls';
  if (code === 'ETIMEDOUT') return 'late';
  return 'reset';
}

function codeOf(error: unknown): string {
  const code: unknown =
    typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : '';
}
