// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Market} from "./support/Market.sol";
import {Vm} from "./support/Vm.sol";

/// @dev One campaign for all: forge runs one for each function called invariant, and each would make the same moves.
abstract contract InvariantsTest {
    struct FuzzSelector {
        address addr;
        bytes4[] selectors;
    }

    Vm private constant vm = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));
    Market internal market;

    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(market);
    }

    /// @dev The end is no move.
    function excludeSelectors() external view returns (FuzzSelector[] memory excluded) {
        excluded = new FuzzSelector[](1);
        excluded[0] = FuzzSelector(address(market), new bytes4[](2));
        excluded[0].selectors[0] = Market.windDown.selector;
        excluded[0].selectors[1] = market.setUp.selector;
    }

    /// @dev What holds is looked at within each move (see `holds` in MarketBooks), where it is still known whose word
    /// it was made on; what does not hold reverts, and a revert fails the campaign. Here: every move went through.
    function invariant_whatHoldsAfterEveryMove() external view {
        vm.assertEq(market.through(), market.moves(), "a move did not go through");
    }

    /// @dev After each run: it was no monotony, and everything can come to its end.
    function afterInvariant() external {
        uint256 sum;
        for (uint256 i = 0; i < market.kindCount(); ++i) {
            sum += market.went(market.kinds(i));
        }
        vm.assertEq(sum, market.moves(), "moves");
        if (sum >= 100) vm.assertLe(10, market.kindCount(), "kinds of moves in a run");
        market.windDown();
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
