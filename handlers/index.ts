import type { operations } from '../contract/schema.gen.ts';
import { capabilities } from './capabilities.ts';
import { generate } from './generate.ts';
import { getProfile } from './get-profile.ts';
import { health } from './health.ts';
import { login } from './login.ts';
import type { Handlers } from './operation.ts';
import { ready } from './ready.ts';
import { register } from './register.ts';
import { updateProfile } from './update-profile.ts';
import { verify } from './verify.ts';

/** The handler of each operation of the contract, by its operationId. */
export const handlers: Handlers<operations> = {
  register,
  login,
  verify,
  getProfile,
  updateProfile,
  generate,
  capabilities,
  health,
  ready,
};
