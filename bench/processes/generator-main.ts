import { serve } from './channel.ts';
import { createGenerator } from './generator.ts';

serve(createGenerator());
