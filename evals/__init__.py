"""THE JUDGEMENT: question sets, baselines and benchmarks. Imports assistant and knowledge."""
