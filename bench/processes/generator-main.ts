import { serve } from '../../server/lab/processes/channel.ts';
import { createGenerator } from './generator.ts';

serve(createGenerator());
