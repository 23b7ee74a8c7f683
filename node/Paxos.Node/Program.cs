Console.WriteLine("paxos-node");
