// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IGPUVault} from "../src/IGPUVault.sol";
import {OfCoin, OfToken} from "./support/VaultKind.sol";
import {VaultTest} from "./support/VaultTest.sol";

/// @dev Random histories, drawn and played beforehand by tooling/differential: by `core` and by a model of its own. The
/// vault must accept and refuse the same moves, and end with the same integers. npm test writes the vectors.
abstract contract DifferentialTest is VaultTest {
    /// @dev In the order of tooling/differential/src/vectors.ts.
    enum Kind {
        Pass,
        Deposit,
        Withdraw,
        Open,
        Extend,
        Settle,
        Stop,
        Reclaim,
        Grant,
        Revoke,
        SetFee
    }

    struct Step {
        Kind kind;
        uint8 who;
        uint8 other;
        uint8 signer;
        uint64 id;
        uint128 amount;
        uint64 secs;
        IGPUVault.Usage[] usages;
        bytes4[] refusals;
    }

    struct History {
        Step[] steps;
        uint256[] balances;
        uint256[] holds;
        uint32[] used;
        bool[] open;
        uint256[] spent;
    }

    /// @dev Customers 0 and 1, session keys 2 and 3, providers 4 and 5, recipients of fees 6 and 7.
    uint256 private constant FIRST_KEY = 0xD1F0;
    address[8] private _people;

    function setUp() public override {
        for (uint256 i = 0; i < 8; ++i) {
            _people[i] = vm.addr(FIRST_KEY + i);
        }
    }

    function _path() private view returns (string memory) {
        return _isNative() ? "cache/vectors/coin.txt" : "cache/vectors/token.txt";
    }

    function test_everyHistoryEndsWithTheSameIntegersAsInCoreAndInTheModel() public {
        vm.assertTrue(vm.exists(_path()), "no vectors: npm test writes them, and tooling/differential/src/bin/write.ts");
        uint256 wanted = vm.parseUint(vm.readLine(_path()));
        vm.assertLe(500, wanted, "histories");
        for (uint256 i = 0; i < wanted; ++i) {
            // A call of its own, so that its memory is given back.
            this.playNext();
        }
        vm.assertEq(vm.readLine(_path()), "", "histories left over");
    }

    function playNext() external {
        History memory history = abi.decode(vm.parseBytes(vm.readLine(_path())), (History));
        _begin();
        vm.prank(owner);
        vault.setFeeRecipient(_people[6]);
        for (uint256 i = 0; i < history.steps.length; ++i) {
            _play(history.steps[i]);
        }
        _compare(history);
    }

    function _compare(History memory history) private view {
        uint256 sum;
        for (uint256 i = 0; i < 8; ++i) {
            vm.assertEq(vault.balanceOf(_people[i]), history.balances[i], "balance");
            sum += history.balances[i];
        }
        for (uint64 id = 0; id < history.holds.length; ++id) {
            vm.assertEq(vault.holdOf(id), history.holds[id], "hold");
            vm.assertEq(vault.rental(id).usedSeconds, history.used[id], "used");
            vm.assertTrue(vault.rental(id).open == history.open[id], "open");
            sum += history.holds[id];
        }
        for (uint256 i = 0; i < 4; ++i) {
            (, uint256 spent,) = vault.sessionKey(_people[i / 2], _people[2 + i % 2]);
            vm.assertEq(spent, history.spent[i], "spent");
        }
        vm.assertEq(_moneyOf(address(vault)), sum, "balances + holds = what the vault holds");
    }

    function _play(Step memory step) private {
        if (step.kind == Kind.Pass) return _pass(step.secs);
        (address caller, bytes memory call) = _callOf(step);
        if (step.kind == Kind.Deposit) _give(caller, step.amount);
        vm.prank(caller);
        (bool accepted, bytes memory answer) =
            address(vault).call{value: step.kind == Kind.Deposit ? _value(step.amount) : 0}(call);
        vm.assertTrue(accepted == (step.refusals.length == 0), "accepted");
        if (accepted) return;
        bool known;
        for (uint256 i = 0; i < step.refusals.length; ++i) {
            known = known || step.refusals[i] == bytes4(answer);
        }
        vm.assertTrue(known, "refused for another reason");
    }

    function _callOf(Step memory step) private returns (address caller, bytes memory call) {
        address who = _people[step.who];
        if (step.kind == Kind.Deposit) return (who, abi.encodeCall(vault.deposit, (step.amount)));
        if (step.kind == Kind.Withdraw) return (who, abi.encodeCall(vault.withdraw, (step.amount, who)));
        if (step.kind == Kind.Open) return (operator, _openCall(step));
        if (step.kind == Kind.Extend) return (operator, _extendCall(step));
        if (step.kind == Kind.Settle) return (operator, abi.encodeCall(vault.settle, (step.usages)));
        if (step.kind == Kind.Stop) return (who, abi.encodeCall(vault.stopRental, (step.id)));
        if (step.kind == Kind.Reclaim) return (stranger, abi.encodeCall(vault.reclaim, (step.id)));
        address key = _people[step.other];
        if (step.kind == Kind.Grant) {
            return (who, abi.encodeCall(vault.grantSessionKey, (key, step.amount, uint40(step.secs))));
        }
        if (step.kind == Kind.Revoke) return (who, abi.encodeCall(vault.revokeSessionKey, (key)));
        vm.prank(owner);
        vault.setFeeRecipient(who);
        return (owner, abi.encodeCall(vault.setFee, (uint16(step.amount))));
    }

    function _openCall(Step memory step) private view returns (bytes memory) {
        IGPUVault.RentalOrder memory order = IGPUVault.RentalOrder(
            step.id,
            _people[step.who],
            _people[step.other],
            uint64(step.amount),
            uint32(step.secs),
            uint40(block.timestamp)
        );
        return abi.encodeCall(vault.openRental, (order, _sign(FIRST_KEY + step.signer, _orderHash(order))));
    }

    function _extendCall(Step memory step) private view returns (bytes memory) {
        IGPUVault.Extension memory extension = _extension(step.id, uint32(step.secs));
        return
            abi.encodeCall(vault.extendRental, (extension, _sign(FIRST_KEY + step.signer, _extensionHash(extension))));
    }
}

contract TokenDifferentialTest is DifferentialTest, OfToken {}

contract NativeDifferentialTest is DifferentialTest, OfCoin {}
