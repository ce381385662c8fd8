import { installCommonRoot, packOnce } from './install';

/** Before the workers start, so that no two of them pack or install into the same folder. */
export default function setup(): void {
  packOnce();
  installCommonRoot();
}
