/**
 * The worker thread's entry. The first analyses of a process take three times as long as later ones, so the thread takes its
 * first job only after it has practised.
 */
import { answer } from './engine.ts';
import { practise } from './practice.ts';

practise(answer);

export default answer;
