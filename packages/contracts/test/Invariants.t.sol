// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Market} from "./support/Market.sol";

abstract contract InvariantsTest {
    Market internal market;

    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(market);
    }

    function invariant_balancesAndHoldsAreWhatTheVaultHolds() external view {
        market.checkSolvency();
    }

    function invariant_aHoldIsWhatWasHeldLessWhatWasCharged() external view {
        market.checkHolds();
    }

    function invariant_whatAKeyHasSpentIsWhatItHasOutPlusWhatWasUsed() external view {
        market.checkKeys();
    }
}

contract TokenInvariantsTest is InvariantsTest {
    function setUp() external {
        market = new Market(false);
    }
}

contract NativeInvariantsTest is InvariantsTest {
    function setUp() external {
        market = new Market(true);
    }
}
