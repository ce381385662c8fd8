export { LoginMistake } from './failure';
export { Login } from './login';
export { assertLoginOptions } from './options';
export { Account } from './account';
