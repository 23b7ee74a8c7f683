Console.WriteLine("paxosctl");
