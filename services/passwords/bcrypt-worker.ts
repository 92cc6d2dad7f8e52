import { compareSync } from 'bcryptjs';

export default function compare(job: { readonly password: string; readonly storedHash: string }): boolean {
  return compareSync(job.password, job.storedHash);
}
